// The first view: all products, by words and by category.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Category, type Product } from "../../../src/gen/shop/catalog/v1/catalog.ts";
import { ViewHeading } from "../parts/heading.tsx";
import { Icon } from "../parts/icons.tsx";
import { EmptyState, ProblemNotice } from "../parts/notice.tsx";
import { catalogue, loadCatalogue } from "../state/catalogue.ts";
import { useStore } from "../state/store.ts";
import { ProductCard } from "./product-card.tsx";

const categories = [
  [Category.UNSPECIFIED, "Everything"],
  [Category.TEA, "Tea"],
  [Category.TEAWARE, "Teaware"],
  [Category.TREATS, "Treats"],
] as const;

/** The catalogue. */
export function CatalogueView(): JSX.Element {
  const { products, problem } = useStore(catalogue);
  const [query, setQuery] = useState("");
  const [category, setCategory] = useState<Category>(Category.UNSPECIFIED);
  useEffect(() => {
    void loadCatalogue();
  }, []);

  const found = products?.filter((one) => fits(one, query, category));
  const clear = () => {
    setQuery("");
    setCategory(Category.UNSPECIFIED);
  };
  return (
    <>
      <div class="hero">
        <ViewHeading title="Tea, and what you need for it" />
        <p>Small harvests, honest pots, and shortbread on Tuesdays.</p>
      </div>
      <div class="filters" role="search">
        <div class="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search products"
            placeholder="Search products"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
        <div class="chips" role="group" aria-label="Category">
          {categories.map(([value, label]) => (
            <button
              key={value}
              type="button"
              class="chip"
              aria-pressed={category === value}
              onClick={() => setCategory(value)}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      <p class="visually-hidden" role="status">
        {found === undefined ? "Loading products" : countText(found.length)}
      </p>
      {problem !== undefined && (
        <ProblemNotice problem={problem} onRetry={() => void loadCatalogue()} />
      )}
      {found === undefined && problem === undefined && <Skeletons />}
      {found?.length === 0 && (
        <EmptyState title="Nothing like that here">
          <p>Try another word, or look at everything we have.</p>
          <button type="button" class="button" onClick={clear}>
            Show everything
          </button>
        </EmptyState>
      )}
      {found !== undefined && found.length > 0 && (
        <ul class="grid">
          {found.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </ul>
      )}
    </>
  );
}

function fits({ name, description, category: of }: Product, query: string, category: Category) {
  if (category !== Category.UNSPECIFIED && of !== category) return false;
  const text = `${name} ${description}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function countText(count: number): string {
  return count === 1 ? "1 product" : `${count} products`;
}

/** The form of what is coming. */
function Skeletons(): JSX.Element {
  return (
    <ul class="grid" aria-hidden="true">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} class="card skeleton">
          <div class="skeleton-picture" />
          <div class="card-body">
            <div class="skeleton-line" />
            <div class="skeleton-line skeleton-short" />
          </div>
        </li>
      ))}
    </ul>
  );
}
