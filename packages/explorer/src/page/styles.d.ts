/** Style sheets, which Vite takes along. */
declare module "*.css";
