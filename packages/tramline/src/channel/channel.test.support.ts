import { FakeClock } from "../subchannel/testdata/fake-clock.ts";
import { FakeConnector } from "../subchannel/testdata/fake-connector.ts";
import { Channel } from "./channel.ts";
import type { ChannelOptions, ConnectorSettings } from "./channel-options.ts";

export function setUp(options: ChannelOptions = {}, target = "ipv4:10.0.0.1:1") {
  const clock = new FakeClock();
  const connector = new FakeConnector();
  const settings: ConnectorSettings[] = [];
  const channel = new Channel(target, options, {
    createConnector: (one) => {
      settings.push(one);
      return connector.connect;
    },
    clock,
    random: () => 0.5,
  });
  const states: string[] = [];
  channel.onStateChange((state) => states.push(state));
  return { channel, connector, clock, states, settings };
}

export const TWO = "ipv4:10.0.0.1:1,10.0.0.2:1";
