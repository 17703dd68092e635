// Shows the unit of the lot or product that is chosen beside its quantity. Without it the unit stands in the list.
for (const select of document.querySelectorAll('select[name$="lot"], select[name$="product"]')) {
  const quantity = select.form.elements[select.name.replace(/(lot|product)$/, 'quantity')];
  if (!quantity) continue;
  const show = () => {
    const unit = select.selectedOptions[0]?.dataset.unit ?? '';
    let place = quantity.parentElement.querySelector('.unit');
    if (!place && unit) {
      place = document.createElement('span');
      place.className = 'unit';
      place.id = `unit-${quantity.name}`;
      quantity.after(place);
      quantity.setAttribute(
        'aria-describedby',
        `${quantity.getAttribute('aria-describedby') ?? ''} ${place.id}`.trim(),
      );
    }
    if (place && unit) place.textContent = unit;
  };
  select.addEventListener('change', show);
  show();
}
