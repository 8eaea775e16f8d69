import { AppRegistry } from 'react-native';
import { App } from './app/App.tsx';
import './main.css';

AppRegistry.registerComponent('duet', () => App);
AppRegistry.runApplication('duet', { rootTag: document.getElementById('root') });
