// Sets the height of the header, which only narrow windows have, before anything is drawn: smalldocs measures it later,
// when a change to the root's properties restyles every element.
{
  const height = matchMedia("(width < 992px)").matches ? "44px" : "0px";
  document.documentElement.style.setProperty("--sd-header-height", height);
}
