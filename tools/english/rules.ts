/** A way of writing that user-facing text does without. CONTRIBUTING.md lists them for people. */
export interface EnglishRule {
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly advice: string;
  /** Only texts of this kind are searched; all if left out. */
  readonly kind?: "docstring";
}

const place =
  "in|into|on|at|beside|behind|before|after|between|among|above|over|under|below|inside|outside|" +
  "within|around|near|there|here|where|ready|open|alone|whole|by";

/** The rules, for texts of one line each. */
export const englishRules: readonly EnglishRule[] = [
  {
    // "there is no X" and "is no longer", "is no larger than" are plain English.
    pattern:
      /(?<!\bthere )\b(?:is|are|was|were|be|it's|that's) no (?!(?:longer|more|less|fewer|later|earlier|higher|lower|slower|faster|larger|smaller|greater|better|shorter|further|other)\b)\w+/i,
    advice: 'say "is not a …", "invalid …", or "must be …"',
  },
  {
    pattern: /(?<!\b[Tt]here )\b(?:is|are|was|were|be|makes?) none\b/,
    advice: 'say "is not one", "invalid", or "not one of …"',
  },
  {
    pattern: /^(?:What|Who|Whom|Whose|Whatever|Whoever|Whichever)\b/,
    advice: "begin with a verb or with the thing itself",
    kind: "docstring",
  },
  { pattern: /^Gives? (?:the|what)\b/, advice: 'say "Returns"', kind: "docstring" },
  { pattern: /\btold\b/i, advice: 'say "called with", "receives", "reported", or "by default"' },
  { pattern: /\b(?:is|are|was|were|be|been|being) asked\b/i, advice: "say what is called or read" },
  {
    pattern: new RegExp(`\\b(?:stands?|stood|standing) (?!in for\\b)(?:${place})\\b`, "i"),
    advice: 'say "is in", "is at", or name the place',
  },
  {
    pattern: new RegExp(`\\b(?:lies|lie|lay|lain|lying) (?:${place})\\b`, "i"),
    advice: 'say "is in", "is at", or name the place',
  },
  { pattern: /\bone behind the other\b/i, advice: 'say "one after another" or "in order"' },
  { pattern: /\banew\b/i, advice: 'say "again"' },
  { pattern: /\ball the same\b/i, advice: 'say "anyway" or "nevertheless"' },
  { pattern: /\banswer(?:s|ed|ing)?\b/i, advice: 'say "response", "responds", or "returns"' },
  {
    pattern: /\b(?:is|are|was|were|be|been|being) refused\b/i,
    advice: 'say "throws", "is rejected", or "is an error"',
  },
  { pattern: /\b(?:he|him|his|himself|she|her|hers|herself)\b/i, advice: 'say "it" or "they"' },
  {
    pattern: /\b(?:house|walls?(?![ -](?:clock|time)))\b/i,
    advice: "name the thing: no metaphors of houses",
  },
  {
    pattern:
      /\b(?:every|each|own|that|this|its|their|one|which|other|the|in a) rooms?\b(?! (?:for|left|to|behind)\b)/i,
    advice: 'name the part; "room for" is for space',
  },
  {
    pattern:
      /\b(?:whilst|amongst|whereupon|wherein|therein|thereof|whereof|henceforth|hitherto|lest|reckon(?:s|ed|ing)?|for ever|whoever|so to speak|be it)\b/i,
    advice: "use the plain word",
  },
  {
    pattern:
      /\b(?:behaviour|colour(?:s|ed)?|favour|honour(?:s|ed)?|neighbours?|labelled|grey|centre|licence|acknowledgement|towards|analys(?:e|es|ed|ing))\b/i,
    advice: "use American spelling",
  },
  {
    pattern:
      /\b(?:author|capital|custom|final|general|initial|maxim|memor|minim|normal|optim|organ|priorit|random|real|recogn|serial|special|stabil|standard|summar|synchron|util|visual)is(?:e|es|ed|ing|ation)\b/i,
    advice: "use American spelling",
  },
];

/** A place where a text breaks a rule. */
export interface EnglishFinding {
  readonly line: number;
  /** The words around the place. */
  readonly excerpt: string;
  readonly advice: string;
}
