// (to come)
import { h, put } from "../dom.js";

/** @param {import("../main.js").Context} c */
export async function show({ main, title }) {
  title("timeline");
  put(main, h("h1", null, "timeline"), h("p", { class: "quiet" }, "To come."));
}
