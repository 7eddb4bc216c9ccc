import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './styles/tokens.css'
import './styles/themes.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shared.css'
import { createPinia } from 'pinia'
import App from './App.vue'
import { createPage } from './ui/shownTexts.ts'

const place = document.querySelector('#app')
if (place) createPage(App).use(createPinia()).mount(place)
