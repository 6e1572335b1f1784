--- Finds the exercises of a chapter, numbers them, and hands their parts to the format's writer.

local M = {}

--- The parts of an exercise, in the order in which they must stand.
M.PARTS = { "instructions", "given", "answer", "check", "explanation" }

---@param block pandoc.Block
---@return string|nil name of the part that the block is, if it is one
local function part_name(block)
  if block.t ~= "Div" then
    return nil
  end
  for _, name in ipairs(M.PARTS) do
    if block.classes:includes(name) then
      return name
    end
  end
  return nil
end

---@param message string
local function warn(message)
  if quarto then
    quarto.log.warning(message)
  else
    pandoc.log.warn(message)
  end
end

--- Warns of parts that are missing or out of order.
---@param heading pandoc.Header
---@param label string such as "1.2"
---@param found string[] the names of the parts, as they stand
local function check_order(heading, label, found)
  local name = "exercise " .. label .. " (" .. pandoc.utils.stringify(heading) .. ")"
  local expected = pandoc.List(M.PARTS):filter(function(part)
    return pandoc.List(found):includes(part)
  end)
  for _, part in ipairs(M.PARTS) do
    if not expected:includes(part) then
      warn(name .. ": the part '" .. part .. "' is missing")
    end
  end
  if table.concat(found, ", ") ~= table.concat(expected, ", ") then
    warn(name .. ": the parts stand as " .. table.concat(found, ", ") .. ", expected " .. table.concat(expected, ", "))
  end
end

--- Tells for each level-2 heading which parts stand below it.
---@param blocks pandoc.Blocks
---@return table<integer, string[]> names of the parts by the heading's position; empty where it is no exercise
local function survey(blocks)
  local found, current = {}, nil
  for index, block in ipairs(blocks) do
    if block.t == "Header" and block.level <= 2 then
      current = index
      found[current] = {}
    elseif current then
      local name = part_name(block)
      if name then
        table.insert(found[current], name)
      end
    end
  end
  return found
end

--- Numbers the exercises and rewrites their headings and parts.
---@param blocks pandoc.Blocks the chapter
---@param chapter integer its number
---@param stem string its file name without the ending, which its downloads share
---@param write table the format's writer
---@param colab string|nil what comes before a notebook's name in the address that opens it in Colab
---@return pandoc.Blocks
function M.transform(blocks, chapter, stem, write, colab)
  local parts = survey(blocks)
  local result, count = pandoc.Blocks({}), 0
  result:extend(write.downloads(stem, colab))
  for index, block in ipairs(blocks) do
    local name = part_name(block)
    if block.t == "Header" and parts[index] and #parts[index] > 0 then
      count = count + 1
      local label = chapter .. "." .. count
      check_order(block, label, parts[index])
      result:extend(write.heading(block, label))
    elseif name then
      result:extend(write.part(name, block))
    else
      result:insert(block)
    end
  end
  return result
end

return M
