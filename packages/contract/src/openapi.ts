import type { z } from 'zod';
import { ComponentSchemas, type Json } from './component-schemas.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { ADMIN_COOKIE } from './admin.ts';
import {
  ADMIN_ERRORS,
  API_PREFIX,
  COMMON_ROUTE_ERRORS,
  INTEGRATION_ERRORS,
  ROUTES,
  SESSION_ERRORS,
  type Route,
} from './routes.ts';

/** What each kind of access is shown by, and the errors that come with it. */
const ACCESS = {
  public: { security: {}, errors: [] },
  session: { security: { security: [{ session: [] }] }, errors: SESSION_ERRORS },
  admin: { security: { security: [{ admin: [] }] }, errors: ADMIN_ERRORS },
  integration: { security: { security: [{ integration: [] }] }, errors: INTEGRATION_ERRORS },
} as const satisfies Record<Route['access'], { security: Json; errors: readonly ErrorCode[] }>;

/** The OpenAPI 3.1 document of the route table; the same table makes the same document, byte for byte. */
export function toOpenApi(version: string): Json {
  const schemas = new ComponentSchemas();
  const paths = toPaths(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Duet',
      version,
      description:
        'Messaging between the two sides of a marketplace. Its socket events stand in asyncapi.json.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API_PREFIX }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        admin: { type: 'apiKey', in: 'cookie', name: ADMIN_COOKIE },
        integration: { type: 'http', scheme: 'bearer', bearerFormat: 'keyId.secret' },
      },
      schemas: schemas.named,
    },
  };
}

function toPaths(schemas: ComponentSchemas): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, entry] of Object.entries(ROUTES)) {
    const route: Route = entry;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const parameters = [
      ...toParameters('path', route.params, schemas),
      ...toParameters('query', route.query, schemas),
    ];
    const success: Json =
      route.status === 204
        ? { description: 'Done.' }
        : {
            description: 'Done.',
            content: { 'application/json': { schema: schemas.add(route.response, 'output') } },
          };
    const statuses = route.alsoStatus ? [route.alsoStatus, route.status] : [route.status];
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: {
        operationId,
        summary: route.summary,
        ...ACCESS[route.access].security,
        ...(parameters.length > 0 ? { parameters } : {}),
        ...(route.body
          ? {
              requestBody: {
                required: true,
                content: { 'application/json': { schema: schemas.add(route.body, 'input') } },
              },
            }
          : {}),
        responses: { ...Object.fromEntries(statuses.map((status) => [status, success])), ...toErrors(route) },
      },
    };
  }
  return paths;
}

function toParameters(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  schemas: ComponentSchemas,
): Json[] {
  if (!schema) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, part]) => ({
    name,
    in: place,
    required: !part.safeParse(undefined).success,
    schema: schemas.add(part, 'input'),
  }));
}

function toErrors(route: Route): Json {
  const codes: ErrorCode[] = [
    ...new Set([...COMMON_ROUTE_ERRORS, ...ACCESS[route.access].errors, ...route.errors]),
  ];
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].http);
  return Object.fromEntries(
    [...byStatus.entries()]
      .sort(([a], [b]) => a - b)
      .map(([status, list]) => [
        status,
        {
          description: list.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join('\n'),
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['error'],
                properties: { error: { $ref: '#/components/schemas/Error' } },
              },
            },
          },
        },
      ]),
  );
}
