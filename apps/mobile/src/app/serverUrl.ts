/** Where the API is; set when the app is bundled. */
export const serverUrl = process.env['EXPO_PUBLIC_DUET_SERVER_URL'] ?? 'http://localhost:5240';
