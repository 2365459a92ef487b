import { getOption, type ServiceDescriptor } from "@tramline/protobuf";
import { http } from "@tramline/protobuf/google/api";
import { given } from "@tramline/protobuf/internal";
import { checkValue } from "../option-check.ts";
import { type Binding, bindingsOf, defaultBinding } from "./binding.ts";

/**
 * Which methods without `google.api.http` are called by `POST /package.Service/Method` with JSON: those of
 * services in which no method has it ("services"), all of them ("methods"), or none.
 */
export type Unannotated = "services" | "methods" | "none";

/**
 * Returns all bindings of some services.
 *
 * @throws GatewayError for an invalid rule, and an unknown value of `unannotated`
 */
export function bindingsOfServices(
  services: readonly ServiceDescriptor[],
  unannotated: Unannotated = "services",
): Binding[] {
  const isKnown = ["services", "methods", "none"].includes(unannotated);
  checkValue("unannotated", isKnown, '"services", "methods", or "none"', given(unannotated));
  return services.flatMap((service) => {
    const rules = service.methods.map((method) => getOption(method, http));
    const isAnnotated = rules.some((rule) => rule !== undefined);
    const addsDefaults = unannotated === "methods" || (unannotated === "services" && !isAnnotated);
    return service.methods.flatMap((method, index) => {
      const rule = rules[index];
      if (rule !== undefined) return bindingsOf(method, rule);
      return addsDefaults ? [defaultBinding(method)] : [];
    });
  });
}
