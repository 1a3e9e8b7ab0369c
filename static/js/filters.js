// On a phone the filters start closed, so that the results come first.
export function startFilters(scope) {
  if (!window.matchMedia('(max-width: 48rem)').matches) return
  for (const filters of scope.querySelectorAll('[data-filters]')) filters.open = false
}
