// StyLua for people without its binary: `node tests/stylua.cjs [--write] FILE...` names each file that is not formatted.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const stylua = require("@johnnymorganz/stylua");

const SETTINGS = join(__dirname, "..", ".stylua.toml");
// The settings whose values have names, and where StyLua's package keeps those
const NAMED = { syntax: stylua.LuaVersion, indent_type: stylua.IndentType, quote_style: stylua.QuoteStyle };

/** The settings of .stylua.toml; formatCode uses a Config up, so each file needs one of its own. */
function settings() {
  const config = stylua.Config.new();
  const lines = readFileSync(SETTINGS, "utf8").matchAll(/^(\w+) = "?(\w+)"?$/gm);
  for (const [, key, value] of lines) {
    const known = NAMED[key] ? NAMED[key][value] : Number(value);
    if (!(key in config) || !Number.isInteger(known)) {
      throw new Error(`.stylua.toml: ${key} = ${value} is unknown`);
    }
    config[key] = known;
  }
  return config;
}

const write = process.argv.includes("--write");
for (const file of process.argv.slice(2).filter((argument) => argument !== "--write")) {
  const before = readFileSync(file, "utf8");
  const after = stylua.formatCode(before, settings(), undefined, stylua.OutputVerification.Full);
  if (after !== before) {
    process.exitCode = 1;
    console.log(`${write ? "formatted" : "not formatted"}: ${file}`);
    if (write) {
      writeFileSync(file, after);
    }
  }
}
