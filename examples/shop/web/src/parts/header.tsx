// The top of every view: the name of the shop, the orders, and the cart.
import type { JSX } from "preact";
import { cart, countOf } from "../state/cart.ts";
import { route } from "../state/route.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { Link } from "./link.tsx";

/** The header, with a link past it for those who come by keyboard. */
export function Header({ onCart }: { onCart: () => void }): JSX.Element {
  const path = useStore(route);
  const count = countOf(useStore(cart));
  return (
    <header class="header">
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <div class="header-inner">
        <Link to="/" class="brand">
          <img src="/icon.svg" width="32" height="32" alt="" />
          <span>Tea Line</span>
        </Link>
        <nav aria-label="Main">
          <Link to="/" current={path === "/"}>
            Shop
          </Link>
          <Link to="/orders" current={path.startsWith("/orders")}>
            Orders
          </Link>
        </nav>
        <button type="button" class="cart-button" aria-haspopup="dialog" onClick={onCart}>
          <Icon name="cart" />
          <span class="cart-label">Cart</span>
          {count > 0 && <span class="badge">{count}</span>}
          <span class="visually-hidden">{count === 1 ? "1 item" : `${count} items`}</span>
        </button>
      </div>
    </header>
  );
}
