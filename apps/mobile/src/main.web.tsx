import { AppRegistry } from 'react-native';
import { App } from './app/App.tsx';
import { speak } from './words/useWords.ts';
import './main.css';
import './ui/screens.css';

AppRegistry.registerComponent('duet', () => App);
await speak();
AppRegistry.runApplication('duet', { rootTag: document.getElementById('root') });
