--- Turns the divs of a chapter into exercises, fills in what the build knows about the course, and puts the optimizer
--- lab on the website. Runs under Quarto and under bare Pandoc; what needs `quarto` is guarded.

local here = quarto and quarto.utils.resolve_path("") or pandoc.path.directory(PANDOC_SCRIPT_FILE)

--- Loads a Lua file that lies beside this one.
---@param name string file name without `.lua`
---@return table
local function load(name)
  return dofile(pandoc.path.join({ here, name .. ".lua" }))
end

--- Loads the writer of a kind of format.
---@param name string file name without `.lua`
---@return table
local function load_writer(name)
  return setmetatable(load(name), { __index = load("defaults") })
end

local writers = { html = load_writer("html"), typst = load_writer("typst"), notebook = load_writer("notebook") }
local exercises = load("exercises")
local site_data = load("site_data")
local lab = load("lab")

--- Finds the writer for the output format; Markdown is what the portable engine's website is made from,
--- and GitHub's Markdown what notebooks hold.
---@return table|nil writer nil when the format is none of ours
local function writer()
  if FORMAT:match("typst") then
    return writers.typst
  end
  if FORMAT:match("html") or FORMAT:match("markdown") then
    return writers.html
  end
  if FORMAT:match("gfm") then
    return writers.notebook
  end
  return nil
end

---@return string path of the file that is being rendered
local function input_file()
  return quarto and quarto.doc.input_file or PANDOC_STATE.input_files[1] or ""
end

---@param doc pandoc.Pandoc
---@return pandoc.Pandoc
function Pandoc(doc)
  local write = writer()
  if not write then
    return doc
  end
  local stem = pandoc.path.split_extension(pandoc.path.filename(input_file()))
  local number = tonumber(stem:match("^(%d+)%-"))
  if number then
    doc.meta["chapter-number"] = tostring(number)
    doc.blocks = exercises.transform(doc.blocks, number, stem, write, site_data.needed())
  end
  doc.blocks = doc.blocks:walk({
    Div = function(div)
      return div.classes:includes("cell-output") and write.output(div) or nil
    end,
  })
  doc.blocks = site_data.transform(doc.blocks, write)
  doc.blocks = lab.transform(doc.blocks, here, write == writers.html)
  doc.blocks = write.finish(doc.blocks)
  return doc
end
