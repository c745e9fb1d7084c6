// (to come)
import { h, put } from "../dom.js";

/** @param {import("../main.js").Context} c */
export async function show({ main, title }) {
  title("people");
  put(main, h("h1", null, "people"), h("p", { class: "quiet" }, "To come."));
}
