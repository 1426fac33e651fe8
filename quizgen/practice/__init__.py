"""Self-quizzing: a session as a state machine, a schedule, a history, and the terminal at the edge."""
