// Sets the height of the header, which only narrow windows have, before anything is drawn. smalldocs measures it when the
// page has loaded; a property of the root that changes then makes the browser style every element once more.
{
  const height = matchMedia("(width < 992px)").matches ? "44px" : "0px";
  document.documentElement.style.setProperty("--sd-header-height", height);
}
