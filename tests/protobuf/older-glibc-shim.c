/*
 * Symbols that the conformance runner takes from C and C++ libraries of 2023, for systems that have older
 * ones. Preloaded into the runner by older-glibc.ts, which also says why this is sound.
 */

#include <stdlib.h>

/* Since 2.38 numbers in binary (0b1) are read, too, under names of their own. The runner has none. */
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
long long __isoc23_strtoll(const char *text, char **end, int base) { return strtoll(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
unsigned long long __isoc23_strtoull(const char *text, char **end, int base) {
  return strtoull(text, end, base);
}

/* Newer libraries set std::cout and its like up by themselves; in older ones each program does it. */
extern void _ZNSt8ios_base4InitC1Ev(void *self); /* std::ios_base::Init::Init() */
void _ZSt21ios_base_library_initv(void) {}       /* std::ios_base_library_init() */
__attribute__((constructor)) static void set_streams_up(void) {
  static char init[16];
  _ZNSt8ios_base4InitC1Ev(init);
}
