/** Who a function is inside its sandbox, whatever the user outside: the numbers that Lambda uses. */
export const SANDBOX_USER = 993;
export const SANDBOX_GROUP = 990;

export const HOST_NAME = 'sandbox';
