--- What Quarto does by itself, for bare Pandoc: conditional content, callouts, layouts, captions and their numbers,
--- references, numbered equations, alternative texts on paper, shortcodes, MathML. Each subject has a file of its own.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)

---@param name string
---@return table
local function load(name)
  return dofile(pandoc.path.join({ here, name .. ".lua" }))
end

--- The product that is made: "html" for the website, which is Markdown for smalldocs, "typst" or "notebook".
local product = FORMAT:match("typst") and "typst" or FORMAT:match("gfm") and "notebook" or "html"

--- The page's source, to look in for what needs a walk through every word, which takes a tenth of a second in a chapter.
---@return string
local function read_source()
  local file = assert(io.open(PANDOC_STATE.input_files[1], "rb"))
  local source = file:read("a")
  file:close()
  return source
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function Pandoc(doc)
  local source = read_source()
  if source:find("{{<", 1, true) then
    doc = load("shortcodes").resolve(doc, product)
  end
  doc = load("conditional").select(doc, product)
  if source:find("{#eq-", 1, true) then
    doc = load("equations").number(doc, product)
  end
  doc = load("floats").complete(doc, product)
  doc = load("callouts").write(doc, product)
  doc = load("images").describe(doc, product)
  if product == "html" then
    doc = load("workarounds/backslashes_before_quotes").curl_quotes(doc)
    doc = load("mathml").write(doc)
  end
  return doc
end
