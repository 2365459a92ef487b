// The page of the shop: draws the app, and stays.
import { render } from "preact";
import { App } from "./app.tsx";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/catalogue.css";
import "./styles/order.css";
import "./styles/chat.css";

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
