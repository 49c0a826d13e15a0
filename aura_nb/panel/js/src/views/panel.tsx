import { useApp } from "../app.ts";
import { strings } from "../strings.ts";

/** The root of all views. */
export function Panel() {
  const { host, jobs } = useApp();
  return (
    <section class="aura-nb" aria-label="Aura">
      <button type="button" onClick={() => void host.quickDemo()}>
        {strings.quickDemo}
      </button>
      <ul>
        {jobs.listed.value.map((id) => (
          <li key={id}>{jobs.job(id).value?.title}</li>
        ))}
      </ul>
    </section>
  );
}
