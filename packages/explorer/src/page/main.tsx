/** Starts the page. */
import { render } from "preact";
import { takeToken } from "./api.ts";
import { App } from "./app.tsx";
import { keepFocus } from "./keep-focus.ts";
import "./style.css";

takeToken();
const root = document.getElementById("page");
if (root !== null) {
  keepFocus(root);
  render(<App />, root);
}
