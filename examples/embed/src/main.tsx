import { createRoot } from 'react-dom/client';
import '@duet/mobile/screens.css';
import { App } from './App.tsx';
import './easel.css';

createRoot(document.getElementById('root')!).render(<App />);
