import { registerRootComponent } from 'expo';
import './app/crypto.ts';
import { App } from './app/App.tsx';

registerRootComponent(App);
