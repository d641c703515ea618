/** Plans kept by name. What is kept was checked, so that it flies when it is chosen. */
import type { FlightPlanInput, FlightProfile } from '#shared/model/flight.ts'
import { checkedPlan, withoutSecrets } from './take-off.ts'

interface ProfileStore {
  profiles(): FlightProfile[]
  saveProfile(profile: FlightProfile): void
  deleteProfile(name: string): void
}

export interface FlightProfiles {
  /** By name. */
  list(): FlightProfile[]
  /** Replaces one of the same name. */
  save(profile: { readonly name: string; readonly plan: FlightPlanInput }): FlightProfile[]
  delete(name: string): FlightProfile[]
}

export function createFlightProfiles(store: ProfileStore): FlightProfiles {
  return {
    list: () => store.profiles(),
    save({ name, plan }) {
      store.saveProfile({
        name: name.trim(),
        plan: { ...withoutSecrets(checkedPlan(plan)), confirmed: false },
      })
      return store.profiles()
    },
    delete(name) {
      store.deleteProfile(name)
      return store.profiles()
    },
  }
}
