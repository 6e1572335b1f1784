// The height of the header, which only narrow windows have, as smalldocs measures it when the page is there: from the
// start, as a property of the root that changes later has all elements styled again.
{
  const height = matchMedia("(width < 992px)").matches ? "44px" : "0px";
  document.documentElement.style.setProperty("--sd-header-height", height);
}
