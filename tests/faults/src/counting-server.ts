// A server that writes the id of each call that it runs into a file, at once: what is written outlives it.
import { openSync, writeSync } from "node:fs";
import { createCountedServer } from "./simulated/service.ts";

const [port = "0", file = ""] = process.argv.slice(2);
const executions = openSync(file, "a");
const { server } = createCountedServer({
  compression: undefined,
  onExecution: (id) => {
    writeSync(executions, `${id}\n`);
  },
});
const listening = await server.listen(`127.0.0.1:${port}`);
process.stdout.write(`${listening.port}\n`);
