// The flags of the interop programs: --name=value, or --name alone for true.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

class Flags {
 public:
  Flags(int count, char** arguments) {
    for (int index = 1; index < count; index++) {
      const std::string argument = arguments[index];
      if (argument.compare(0, 2, "--") != 0) Refuse(argument + " is not a flag; write --name=value");
      const auto equals = argument.find('=');
      const bool alone = equals == std::string::npos;
      const std::string name = alone ? argument.substr(2) : argument.substr(2, equals - 2);
      values_[name] = alone ? "true" : argument.substr(equals + 1);
    }
  }

  std::string Text(const std::string& name, const std::string& fallback = "") const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
  }

  int Integer(const std::string& name, int fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : std::stoi(found->second);
  }

  bool IsSet(const std::string& name) const { return Text(name, "false") == "true"; }

  // The content of the file that a flag names.
  std::string File(const std::string& name) const {
    std::ifstream file(Text(name), std::ios::binary);
    if (!file) Refuse("--" + name + ": cannot read " + Text(name));
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }

 private:
  [[noreturn]] static void Refuse(const std::string& why) {
    std::cerr << why << std::endl;
    std::exit(2);
  }

  std::map<std::string, std::string> values_;
};
