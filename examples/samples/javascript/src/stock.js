import initSqlJs from "sql.js";

/** The shop's database: the stock, and the memory of which orders were taken from it. */
export async function openStock(quantities) {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run("CREATE TABLE stock (item TEXT PRIMARY KEY, quantity INTEGER NOT NULL)");
  database.run("CREATE TABLE processed_messages (message_key TEXT PRIMARY KEY)");
  for (const [item, quantity] of Object.entries(quantities)) {
    database.run("INSERT INTO stock VALUES (?, ?)", [item, quantity]);
  }
  return new Stock(database);
}

class Stock {
  constructor(database) {
    this.database = database;
  }

  quantity(item) {
    const [[quantity]] = this.database.exec("SELECT quantity FROM stock WHERE item = ?", [item])[0].values;
    return quantity;
  }

  /** Takes the order's items, unless it was taken before. The taking and the memory of it are one transaction. */
  take(order) {
    this.database.run("BEGIN");
    try {
      this.database.run("INSERT INTO processed_messages VALUES (?) ON CONFLICT DO NOTHING", [order.id]);
      if (this.database.getRowsModified() === 1) {
        this.database.run("UPDATE stock SET quantity = quantity - ? WHERE item = ?", [order.quantity, order.item]);
        if (this.database.getRowsModified() === 0) throw new Error(`no such item: ${order.item}`);
      }
      this.database.run("COMMIT");
    } catch (error) {
      this.database.run("ROLLBACK");
      throw error;
    }
  }
}
