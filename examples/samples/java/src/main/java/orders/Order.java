package orders;

/** An order as it is sent: JSON with these members. */
public record Order(String id, String item, int quantity) {}
