import { Client } from 'pg';

/**
 * The schema of a database as SQL to read: tables with their columns, constraints and indexes, views, functions,
 * triggers. Everything is in the order of its name, so that the same schema is the same text. Comments, owners and
 * privileges are left out.
 */
export async function dumpSchema(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const parts: string[] = [];
    for (const text of [TABLES, VIEWS, FUNCTIONS, TRIGGERS]) {
      const { rows } = await client.query<{ sql: string }>(text);
      parts.push(...rows.map(({ sql }) => sql.trim()));
    }
    const schema = parts.join('\n\n').replaceAll('public.', '');
    return `${schema.replaceAll(/timestamp(\(\d\))? with time zone/g, 'timestamptz$1').replaceAll('character varying', 'varchar')}\n`;
  } finally {
    await client.end();
  }
}

const COLUMN = `
  format('  %s %s%s%s%s', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
         WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY'
         ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END,
    CASE WHEN a.attcollation <> t.typcollation
         THEN ' COLLATE ' || quote_ident((SELECT collname FROM pg_collation WHERE oid = a.attcollation)) END,
    CASE WHEN a.attnotnull THEN ' NOT NULL' END)`;

const TABLES = `
  SELECT concat(
    'CREATE TABLE ', quote_ident(c.relname), E' (\\n',
    concat_ws(E',\\n',
      (SELECT string_agg(${COLUMN}, E',\\n' ORDER BY a.attnum)
       FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      (SELECT string_agg(format('  CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), E',\\n'
         ORDER BY position(contype IN 'pufcx'), conname)
       FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'u', 'f', 'c', 'x'))),
    E'\\n)', ' WITH (' || array_to_string(c.reloptions, ', ') || ')', ';',
    (SELECT string_agg(E'\\n' || pg_get_indexdef(i.indexrelid) || ';', '' ORDER BY i.indexrelid::regclass::text)
     FROM pg_index i
     WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')))
  ) AS sql
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  ORDER BY c.relname`;

const VIEWS = `
  SELECT format(E'CREATE VIEW %I AS\\n%s', relname, pg_get_viewdef(oid)) AS sql
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
  ORDER BY relname`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) || ';' AS sql
  FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
  ORDER BY p.proname, pg_get_function_identity_arguments(p.oid)`;

const TRIGGERS = `
  SELECT pg_get_triggerdef(t.oid) || ';' AS sql
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
  ORDER BY c.relname, t.tgname`;
