/** How long a handler of `Stubborn` works on after its message. */
export const stubbornMs = 2000;

/** The largest message of `Feed`. */
export const feedBytes = 16 * 1024;

let running = 0;
let most = 0;

/** Counts handlers that run; prints the most at one time whenever it has grown. */
export const handlers = {
  begin(): void {
    running++;
    most = Math.max(most, running);
  },
  end(): void {
    running--;
  },
};

let printed = 0;
setInterval(() => {
  if (most === printed) return;
  printed = most;
  console.log(JSON.stringify({ handlers: most }));
}, 100).unref();
