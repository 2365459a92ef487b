// Threads do not take over how their process reads TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./backend.ts");
