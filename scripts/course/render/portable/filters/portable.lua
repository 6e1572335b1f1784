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

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function Pandoc(doc)
  doc = load("shortcodes").resolve(doc, product)
  doc = load("conditional").select(doc, product)
  doc = load("equations").number(doc, product)
  doc = load("floats").complete(doc, product)
  doc = load("callouts").write(doc, product)
  doc = load("images").describe(doc, product)
  if product == "html" then
    doc = load("workarounds/backslashes_before_quotes").curl_quotes(doc)
    doc = load("mathml").write(doc)
  end
  return doc
end
