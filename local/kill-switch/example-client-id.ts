/** Id of the embedded portal's client "Northwind CRM". */
export const EXAMPLE_CLIENT_ID = 'fd0f3591-ba64-46ce-addd-c0fd4502eb9d';
