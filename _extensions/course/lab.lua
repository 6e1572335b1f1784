--- Puts the optimizer lab on the website: a div of the class `optimizer-lab` with an id and settings becomes the
--- element that assets/scripts/optimizer-lab.js brings to life. PDFs and notebooks, which run no script, leave it out.

local M = {}

--- The settings, and their values where a div gives none.
local SETTINGS = { { "learning-rate", 0.01 }, { "momentum", 0 }, { "start", 2 }, { "steps", 10 } }

---@param element pandoc.Div|pandoc.Span
---@param name string of a setting
---@return number|nil value nil where the element does not give it
local function setting(element, name)
  local given = element.attributes[name]
  local value = tonumber(given)
  assert(value or not given, string.format("optimizer-lab: %s should be a number, found '%s'", name, given))
  return value
end

--- Makes a button of a span with settings: it shows the run with these and, for the rest, the lab's own.
---@param span pandoc.Span
---@return pandoc.RawInline|nil nil where the span has none
local function preset(span)
  local settings = ""
  for _, entry in ipairs(SETTINGS) do
    local value = setting(span, entry[1])
    settings = settings .. (value and string.format(' data-%s="%s"', entry[1], value) or "")
  end
  if settings == "" then
    return nil
  end
  local words = pandoc.write(pandoc.Pandoc({ pandoc.Plain(span.content) }), "html")
  return pandoc.RawInline("html", '<button type="button"' .. settings .. ">" .. words .. "</button>")
end

---@param div pandoc.Div
---@param folder string where lab.html lies
---@return pandoc.RawBlock
local function element(div, folder)
  assert(div.identifier ~= "", "optimizer-lab: the div needs an id such as {#rate-lab .optimizer-lab}")
  local settings = ""
  for _, entry in ipairs(SETTINGS) do
    settings = settings .. string.format(' %s="%s"', entry[1], setting(div, entry[1]) or entry[2])
  end
  local file <close> = assert(io.open(pandoc.path.join({ folder, "lab.html" }), "r"))
  local words = pandoc.write(pandoc.Pandoc(div.content:walk({ Span = preset })), "html")
  local opening = '<optimizer-lab id="' .. div.identifier .. '"' .. settings .. ">"
  return pandoc.RawBlock("html", table.concat({ opening, words, file:read("a") .. "</optimizer-lab>" }, "\n"))
end

---@param blocks pandoc.Blocks
---@param folder string where lab.html lies
---@param website boolean
---@return pandoc.Blocks
function M.transform(blocks, folder, website)
  return blocks:walk({
    Div = function(div)
      if div.classes:includes("optimizer-lab") then
        return website and element(div, folder) or pandoc.Blocks({})
      end
    end,
  })
end

return M
