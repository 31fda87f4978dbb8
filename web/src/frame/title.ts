// The name of what a page shows now, for the breadcrumb and the title of the window.
import { ref } from 'vue'

const shown = ref('')

const above = ref('')

/** The name of the page above, where that depends on the address too. */
export const useParentTitle = () => above

/** Set it in a page that shows one thing; it is emptied when the address changes. */
export const useTitle = () => shown
