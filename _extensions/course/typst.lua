--- Writes exercises for the PDF: calls of the functions that template.typ defines.

local M = {}

---@param text string
---@return pandoc.Block
local function raw(text)
  return pandoc.RawBlock("typst", text)
end

---@param heading pandoc.Header
---@param label string such as "1.2"
---@return pandoc.Blocks
function M.heading(heading, label)
  local number = pandoc.RawInline("typst", "#exercise-number[" .. label .. "]")
  heading.content = pandoc.Inlines({ number, pandoc.Space() }) .. heading.content
  return pandoc.Blocks({ heading })
end

---@param name string
---@param div pandoc.Div
---@return pandoc.Blocks
function M.part(name, div)
  local result = pandoc.Blocks({ raw('#exercise-part(kind: "' .. name .. '")[') })
  result:extend(div.content)
  result:insert(raw("]"))
  return result
end

--- What a cell printed, told apart from its code.
---@param div pandoc.Div of the class cell-output
---@return pandoc.Block|nil nil where it holds something else than text
function M.output(div)
  local block = div.content[1]
  if #div.content ~= 1 or block.t ~= "CodeBlock" then
    return nil
  end
  local text = block.text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", "\\n")
  return raw('#program-output("' .. text .. '")')
end

--- A PDF is read apart from the site: links to other pages and files become their text.
---@param link pandoc.Link
---@return pandoc.Link|pandoc.Inlines
function M.link(link)
  if link.target:match("^#") or link.target:match("^%w+:") then
    return link
  end
  return link.content
end

--- Removes the class `unnumbered` from headings; a PDF numbers none. Pandoc would write such a heading as a call with a
-- fixed level, which would stay the same in the course's PDF, where headings are a level below their chapter's.
---@param blocks pandoc.Blocks
---@return pandoc.Blocks
function M.finish(blocks)
  return blocks:walk({
    Header = function(header)
      header.classes = header.classes:filter(function(class)
        return class ~= "unnumbered"
      end)
      return header
    end,
  })
end

return M
