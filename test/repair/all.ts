export { brokenPromises } from './promises.ts';
export { roundTrips } from './round-trip.ts';
