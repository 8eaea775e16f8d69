import { registerRootComponent } from 'expo';
import { App } from './app/App.tsx';
import { speak } from './words/useWords.ts';

void speak();
registerRootComponent(App);
