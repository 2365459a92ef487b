/** The whole page: services on the left, the chosen method beside them. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ContractJson } from "../page-protocol.ts";
import { type ApiError, fetchContract } from "./api.ts";
import { ProblemView } from "./call/response-panel.tsx";
import { type CallSettings, NO_SETTINGS } from "./call/settings.ts";
import { ContractContext, findMethod } from "./contract.ts";
import {
  addToHistory,
  clearHistory,
  type HistoryEntry,
  readHistory,
  withSecrets,
} from "./history/history.ts";
import { HistoryList } from "./history/history-list.tsx";
import { MethodView } from "./method-view.tsx";
import { ServiceTree } from "./services/service-tree.tsx";

type Loading = { readonly contract?: ContractJson; readonly problem?: ApiError };

/** Draws the page. */
export function App(): JSX.Element {
  const [{ contract, problem }, setLoading] = useState<Loading>({});
  const load = async (): Promise<void> => {
    try {
      setLoading({ contract: await fetchContract() });
    } catch (error) {
      // A contract that was read stays in view, with what is written and the settings.
      setLoading((before) => ({ ...before, problem: error as ApiError }));
    }
  };
  useEffect(() => void load(), []);
  const retry = (): void => {
    setLoading({});
    void load();
  };
  if (problem !== undefined && contract === undefined) {
    return (
      <main class="alone">
        <h1>tram explore</h1>
        <ProblemView problem={problem} />
        <button type="button" class="primary" onClick={retry}>
          Try again
        </button>
      </main>
    );
  }
  if (contract === undefined) {
    return (
      <main class="alone">
        <h1>tram explore</h1>
        <p class="note" role="status">
          Loading the contract…
        </p>
      </main>
    );
  }
  return (
    <ContractContext.Provider value={contract}>
      <Explorer contract={contract} problem={problem} onReload={() => void load()} />
    </ContractContext.Provider>
  );
}

function Explorer(props: {
  readonly contract: ContractJson;
  /** Why the contract could not be read again. */
  readonly problem: ApiError | undefined;
  readonly onReload: () => void;
}): JSX.Element {
  const { contract, problem, onReload } = props;
  const [chosen, choose] = useChosen();
  const [settings, setSettings] = useState<CallSettings>(NO_SETTINGS);
  const [allHistory, setHistory] = useState(readHistory);
  const history = allHistory.filter(({ target }) => target === contract.target);
  const [replayed, setReplayed] = useState<HistoryEntry | undefined>(undefined);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const method = findMethod(contract, chosen ?? "");
  const chooseMethod = (path: string): void => {
    setReplayed(undefined);
    setMenuOpen(false);
    choose(path);
  };
  const replay = (entry: HistoryEntry): void => {
    setReplayed(entry);
    const metadata = withSecrets(entry.metadata, settings.metadata);
    setSettings({ ...settings, metadata, deadline: entry.deadline });
    setMenuOpen(false);
    choose(entry.method);
  };
  return (
    <div class="explorer">
      <aside class={isMenuOpen ? "sidebar open" : "sidebar"} aria-label="Services and history">
        <header class="brand">
          <span class="brand-name">tram explore</span>
          <span class="target">{contract.target}</span>
          <button type="button" class="quiet" onClick={onReload}>
            Reload
          </button>
          <button
            type="button"
            class="menu-button"
            aria-expanded={isMenuOpen}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {isMenuOpen ? "Close" : "Services"}
          </button>
        </header>
        <div class="sidebar-body">
          <ServiceTree chosen={method?.path} onChoose={chooseMethod} />
          <HistoryList
            history={history}
            onChoose={replay}
            onClear={() => setHistory((before) => clearHistory(before, contract.target))}
          />
        </div>
      </aside>
      <main>
        {problem !== undefined && <ProblemView problem={problem} />}
        {contract.problems.map((text) => (
          <p class="problem" key={text}>
            {text}
          </p>
        ))}
        {method === undefined ? (
          <Welcome contract={contract} chosen={chosen} />
        ) : (
          <MethodView
            key={`${method.path} ${replayed?.at ?? ""}`}
            method={method}
            settings={settings}
            onSettings={setSettings}
            history={history}
            replayed={replayed}
            onEnded={(entry) => setHistory((before) => addToHistory(before, entry))}
          />
        )}
      </main>
    </div>
  );
}

function Welcome({
  contract,
  chosen,
}: {
  contract: ContractJson;
  chosen: string | undefined;
}): JSX.Element {
  const methods = contract.services.reduce((sum, service) => sum + service.methods.length, 0);
  return (
    <div class="welcome">
      <h1>{contract.target}</h1>
      {chosen !== undefined && (
        <p class="problem">Unknown method: {chosen}. Choose one of the list.</p>
      )}
      <p>
        {contract.services.length} services with {methods} methods. Choose a method to call it.
      </p>
      <dl class="keys">
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>search</dd>
        </div>
        <div>
          <dt>
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
          </dt>
          <dd>choose</dd>
        </div>
        <div>
          <dt>
            <kbd>Ctrl</kbd>+<kbd>Enter</kbd>
          </dt>
          <dd>send</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>cancel</dd>
        </div>
      </dl>
      {contract.services.map(({ name, comment }) => (
        <section key={name} class="service-summary">
          <h2>{name}</h2>
          {comment !== "" && <p class="comment">{comment}</p>}
        </section>
      ))}
    </div>
  );
}

/** The chosen method, which the address names: `#/shop.v1.OrderService/GetOrder`. */
function useChosen(): readonly [string | undefined, (path: string) => void] {
  const read = (): string | undefined => /^#\/(.+)$/.exec(location.hash)?.[1];
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const onChange = (): void => setChosen(read());
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return [
    chosen,
    (path) => {
      location.hash = `/${path}`;
      setChosen(path);
    },
  ];
}
