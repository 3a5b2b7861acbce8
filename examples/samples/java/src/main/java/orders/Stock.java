package orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The shop's database: the stock, and the memory of which orders were taken from it. */
public final class Stock {
    private static final String REMEMBER = "MERGE INTO processed_messages USING (VALUES (?)) AS new (message_key)"
            + " ON processed_messages.message_key = new.message_key"
            + " WHEN NOT MATCHED THEN INSERT VALUES (new.message_key)";
    private static final String TAKE = "UPDATE stock SET quantity = quantity - ? WHERE item = ?";

    private final Connection connection;

    public Stock(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    public void createTables() throws SQLException {
        execute("CREATE TABLE stock (item VARCHAR(50) PRIMARY KEY, quantity INTEGER NOT NULL)");
        execute("CREATE TABLE processed_messages (message_key VARCHAR(100) PRIMARY KEY)");
        connection.commit();
    }

    public void add(String item, int quantity) throws SQLException {
        execute("INSERT INTO stock VALUES (?, ?)", item, quantity);
        connection.commit();
    }

    public int quantity(String item) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("SELECT quantity FROM stock WHERE item = ?")) {
            ask.setString(1, item);
            try (ResultSet found = ask.executeQuery()) {
                found.next();
                return found.getInt(1);
            }
        }
    }

    /** Takes the order's items, unless it was taken before. The taking and the memory of it are one transaction. */
    void take(Order order) throws SQLException {
        try {
            boolean first = execute(REMEMBER, order.id()) == 1;
            if (first && execute(TAKE, order.quantity(), order.item()) == 0) {
                throw new IllegalArgumentException("no such item: " + order.item());
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private int execute(String statement, Object... parameters) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, parameters[i]);
            }
            return prepared.executeUpdate();
        }
    }
}
