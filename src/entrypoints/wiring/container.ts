import 'reflect-metadata';
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';

/** A token for one value of type `T`, so that wrong wiring does not compile. */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol(name);
}

/** A new container. Two containers in one process share nothing. */
export function newContainer(): DependencyContainer {
  return container.createChildContainer();
}

/** Registers a factory, which is called once, when the value is first resolved. */
export function provide<T>(
  wiring: DependencyContainer,
  name: InjectionToken<T>,
  make: (wiring: DependencyContainer) => NoInfer<T>,
): void {
  wiring.register(name, { useFactory: instanceCachingFactory(make) });
}
