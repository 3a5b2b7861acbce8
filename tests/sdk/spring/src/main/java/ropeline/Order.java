package ropeline;

/**
 * What the application sends: serialised as JSON, with its class in a message attribute.
 *
 * @param customer on the FIFO queue also the message group
 * @param failures how often the handler throws before it succeeds
 */
public record Order(String customer, int number, int failures) {}
