// The page as a whole: header, the view of its address, and what lies over it.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { ChatPanel } from "./chat/chat-panel.tsx";
import { CartDialog } from "./parts/cart-dialog.tsx";
import { Header } from "./parts/header.tsx";
import { ReachBanner } from "./parts/reach-banner.tsx";
import { route } from "./state/route.ts";
import { useStore } from "./state/store.ts";
import { CatalogueView } from "./views/catalogue-view.tsx";
import { CheckoutView } from "./views/checkout-view.tsx";
import { OrderView } from "./views/order-view.tsx";
import { OrdersView } from "./views/orders-view.tsx";

/** The page. */
export function App(): JSX.Element {
  const path = useStore(route);
  const cartDialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Header onCart={() => cartDialog.current?.showModal()} />
      <ReachBanner />
      <main id="main" class="main" tabIndex={-1}>
        <View key={path} path={path} />
      </main>
      <footer class="footer">
        <p>
          Tea Line is an example of <strong>Tramline</strong>. Its API is here as well:{" "}
          <a href="/openapi.json">OpenAPI</a>.
        </p>
      </footer>
      <ChatPanel />
      <CartDialog dialog={cartDialog} />
    </>
  );
}

function View({ path }: { path: string }): JSX.Element {
  const [, orderId] = /^\/orders\/([^/]+)$/.exec(path) ?? [];
  if (orderId !== undefined) return <OrderView id={decodeURIComponent(orderId)} />;
  if (path === "/orders") return <OrdersView />;
  if (path === "/checkout") return <CheckoutView />;
  return <CatalogueView />;
}
