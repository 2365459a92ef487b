declare module "xhr2" {
  const xhr2: {
    /** XMLHttpRequest for Node, over its HTTP/1.1. */
    readonly XMLHttpRequest: unknown;
  };
  export default xhr2;
}
