// Who is there? A name and a password, or the address that the server printed.
import { h, put } from "../dom.js";
import { get, post } from "../api.js";

/** @param {import("../main.js").Context} c */
export async function show({ main, title, refresh, go }) {
  title("Sign in");
  const session = await get("/api/session");
  if (!session.users) {
    put(main, h("div", { class: "card narrow" },
      h("h1", null, "This page is locked"),
      h("p", null, "Open the address that ", h("code", null, "fontes serve"), " printed in the terminal, with all that stands after the #. It lets this browser in.")));
    return;
  }
  const said = h("p", { role: "alert", class: "wrong" });
  const name = h("input", { id: "name", autocomplete: "username", required: true });
  const password = h("input", { id: "password", type: "password", autocomplete: "current-password", required: true });
  const enter = async (/** @type {Event} */ e) => {
    e.preventDefault();
    try {
      await post("/api/session", { name: name.value, password: password.value });
      await refresh();
      go(location.pathname + location.search, { replace: true });
    } catch (e) {
      put(said, /** @type {any} */ (e).message);
      password.select();
    }
  };
  put(main, h("form", { class: "card narrow", onsubmit: enter },
    h("h1", null, "Sign in"),
    h("label", { for: "name" }, "Name"), name,
    h("label", { for: "password" }, "Password"), password,
    said, h("button", { class: "primary" }, "Sign in")));
  name.focus();
}
