--- What a writer of exercises does where its format asks for nothing else.

local M = {}

--- The heading of a further task.
---@param heading pandoc.Header
---@return pandoc.Blocks
function M.task(heading)
  return pandoc.Blocks({ heading })
end

--- What a cell printed stays as it is.
---@return nil
function M.output()
  return nil
end

--- No downloads are offered.
---@return pandoc.Blocks
function M.downloads()
  return pandoc.Blocks({})
end

---@param link pandoc.Link
---@return pandoc.Link|pandoc.Inlines
function M.link(link)
  return link
end

--- The way into the course is the website's.
---@return pandoc.Blocks
function M.start()
  return pandoc.Blocks({})
end

--- The chapters by their titles.
---@param data table the site data
---@return pandoc.Blocks
function M.chapters(data)
  local items = pandoc.List({})
  for _, chapter in ipairs(data.chapters) do
    items:insert({ pandoc.Plain(chapter.title) })
  end
  return pandoc.Blocks({ pandoc.OrderedList(items) })
end

--- What is left to do on the whole document.
---@param blocks pandoc.Blocks
---@return pandoc.Blocks
function M.finish(blocks)
  return blocks
end

return M
