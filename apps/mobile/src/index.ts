import { registerRootComponent } from 'expo';
import './app/crypto.ts';
import { App } from './app/App.tsx';
import { speak } from './words/useWords.ts';

void speak();
registerRootComponent(App);
