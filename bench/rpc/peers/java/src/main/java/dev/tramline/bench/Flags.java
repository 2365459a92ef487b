package dev.tramline.bench;

import java.util.Arrays;
import java.util.List;

/** The program's arguments. */
record Flags(List<String> arguments) {
  static Flags of(String[] arguments) {
    return new Flags(Arrays.asList(arguments));
  }

  /** The value of {@code --name VALUE}. */
  String value(String name) {
    int index = arguments.indexOf("--" + name);
    if (index < 0 || index + 1 == arguments.size()) {
      throw new IllegalArgumentException("--" + name + " VALUE is needed");
    }
    return arguments.get(index + 1);
  }

  /** Whether calls run on the transport's own threads. */
  boolean direct() {
    return arguments.contains("--direct");
  }
}
