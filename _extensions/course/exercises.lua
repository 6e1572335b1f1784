--- Finds the exercises of a chapter and their further tasks, numbers them, and hands their parts to the format's writer.

local M = {}

---@param block pandoc.Block
---@param parts pandoc.List of the parts' names
---@return string|nil name of the part that the block is, if it is one
local function part_name(block, parts)
  if block.t ~= "Div" then
    return nil
  end
  return parts:find_if(function(name)
    return block.classes:includes(name)
  end)
end

--- Finds the headings that have parts below them: an exercise's of level 2, a further task's of level 3.
---@param blocks pandoc.Blocks
---@param parts pandoc.List
---@return table<integer, boolean> whether there are, by the heading's position
local function survey(blocks, parts)
  local found, current = {}, nil
  for index, block in ipairs(blocks) do
    if block.t == "Header" and block.level <= 3 then
      current = index
    elseif current and part_name(block, parts) then
      found[current] = true
    end
  end
  return found
end

--- Numbers the exercises and rewrites their headings and parts.
---@param blocks pandoc.Blocks the chapter
---@param chapter integer its number
---@param stem string its file name without the ending, which its downloads share
---@param write table the format's writer
---@param data table the site data, with the parts' names
---@return pandoc.Blocks
function M.transform(blocks, chapter, stem, write, data)
  local parts = pandoc.List(data.parts)
  local exercises = survey(blocks, parts)
  local result, count, further = pandoc.Blocks({}), 0, false
  result:extend(write.downloads(stem, data))
  for index, block in ipairs(blocks) do
    local name = part_name(block, parts)
    if block.t == "Header" and exercises[index] then
      further = block.level == 3
      count = further and count or count + 1
      result:extend(further and write.task(block) or write.heading(block, chapter .. "." .. count))
    elseif name then
      result:extend(write.part(name, block, further, stem, data))
    else
      result:insert(block)
    end
  end
  return result
end

return M
