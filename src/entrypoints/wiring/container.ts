import 'reflect-metadata';
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';

/** A name under which one thing of type `T` is wired, so that asking for the wrong thing does not compile. */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol(name);
}

/** A container of its own for each wiring: two in one process share nothing. */
export function newContainer(): DependencyContainer {
  return container.createChildContainer();
}

/** Wires a thing that is made once, when it is first asked for. */
export function provide<T>(
  wiring: DependencyContainer,
  name: InjectionToken<T>,
  make: (wiring: DependencyContainer) => NoInfer<T>,
): void {
  wiring.register(name, { useFactory: instanceCachingFactory(make) });
}
