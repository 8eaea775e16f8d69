import { say, type Faults } from './instruments.ts';

/** Which part of the server has had faults. */
export function FaultsTable({ faults }: { faults: readonly Faults[] }) {
  return (
    <section className="page-part" aria-label="Faults">
      <h2>Faults by component</h2>
      {faults.length === 0 && <p className="soft">None since the server started.</p>}
      {faults.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Component</th>
              <th scope="col">In the last minute</th>
              <th scope="col">Since the start</th>
            </tr>
          </thead>
          <tbody>
            {faults.map(({ component, lately, sinceStart }) => (
              <tr key={component}>
                <td data-label="Component">{component}</td>
                <td data-label="Last minute" className="number">
                  {say.count(lately)}
                </td>
                <td data-label="In all" className="number">
                  {say.count(sinceStart)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
